/// The page that shows the contract, in a browser.
package no.getdrop.tests.docs;
