package no.getdrop.bench;

import no.getdrop.accounts.AccountId;
import no.getdrop.identity.SessionId;
import no.getdrop.identity.UserId;
import no.getdrop.recipients.RecipientId;

/// A customer who is logged in, with a linked account and a recipient in Serbia.
public record Customer(
        UserId id, SessionId sessionId, AccountId accountId, RecipientId recipientId) {}
