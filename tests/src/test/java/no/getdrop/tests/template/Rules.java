package no.getdrop.tests.template;

import java.util.List;
import java.util.stream.Stream;

/// Every rule of the template.
final class Rules {
    static final List<Rule> ALL =
            Stream.of(
                            FunctionRules.all(),
                            NetworkRules.all(),
                            NameRules.all(),
                            DatabaseRules.all(),
                            SecretRules.all(),
                            RoleRules.all(),
                            ApiRules.all(),
                            GatewayAnswerRules.all(),
                            FirewallRules.all(),
                            DeploymentRules.all(),
                            ScheduleRules.all(),
                            LogRules.all(),
                            AlarmRules.all(),
                            ThresholdRules.all())
                    .flatMap(List::stream)
                    .toList();

    private Rules() {}
}
