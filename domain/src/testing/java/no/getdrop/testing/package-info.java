/// What the tests of several modules share; no part of what is deployed.
package no.getdrop.testing;
