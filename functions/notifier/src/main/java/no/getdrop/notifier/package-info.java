/// Tells in Slack what AWS tells by SNS: alarms and their ends, and notices of other services.
package no.getdrop.notifier;
