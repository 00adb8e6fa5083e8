package no.getdrop.local.template;

/// One schedule of the template: when, which function, with what event.
///
/// @param name the event's name in the template
/// @param input the event as JSON text
public record Schedule(String name, String function, ScheduleExpression expression, String input) {}
