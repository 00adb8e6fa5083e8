/// Measures Drop against references of the same run and says which budgets hold; `./run bench`.
package no.getdrop.bench;
