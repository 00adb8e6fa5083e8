/// Two hooks that CodeDeploy calls around a shift of traffic: may the new version have it, and is
/// Drop well now that it has. Whatever happens in a hook, CodeDeploy is told.
package no.getdrop.deployment;
