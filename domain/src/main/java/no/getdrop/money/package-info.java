/// Amounts in minor units, with the direction of each rounding stated where it happens.
package no.getdrop.money;
