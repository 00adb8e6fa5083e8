/// Is Drop up? Light on purpose: it starts often and is asked by monitors all day.
package no.getdrop.health;
