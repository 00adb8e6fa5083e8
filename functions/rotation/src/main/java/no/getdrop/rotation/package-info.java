/// The next version of each generated secret, with every earlier key among the accepted ones.
package no.getdrop.rotation;
