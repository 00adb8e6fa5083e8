package no.getdrop.api.http;

/// The answer of everything that is not a list.
public record Data<T>(T data) {}
