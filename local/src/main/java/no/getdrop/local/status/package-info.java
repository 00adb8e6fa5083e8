/// A page that shows a running suite at work; part of the local host, never deployed.
package no.getdrop.local.status;
