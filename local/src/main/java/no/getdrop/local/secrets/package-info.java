/// AWS Secrets Manager on this machine: secrets with their versions and stages, as the functions
/// read them and as the rotation function rotates them, over AWS's JSON protocol.
///
/// Error codes and what each call refuses follow the service's API model of 2017-10-17.
@NullMarked
package no.getdrop.local.secrets;

import org.jspecify.annotations.NullMarked;
