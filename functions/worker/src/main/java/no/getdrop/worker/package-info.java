/// What must happen without a request, once a minute.
package no.getdrop.worker;
