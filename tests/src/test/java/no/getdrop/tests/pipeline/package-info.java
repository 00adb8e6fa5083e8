/// What brings Drop to AWS: workflows, the scripts that they call, and the documents that tell of
/// them.
package no.getdrop.tests.pipeline;
