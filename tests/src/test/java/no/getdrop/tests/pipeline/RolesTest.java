package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import no.getdrop.tests.Repository;
import no.getdrop.tests.Tools;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The roles that workflows become trust one environment each and can do their own thing alone.
final class RolesTest {
    private static final String FILE = "pipeline/roles.yaml";

    /// What AWS takes for a managed policy, white space left out.
    private static final int POLICY_CHARACTERS_MAX = 6144;

    private static final JsonNode ROLES = read().path("Resources");

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Repository.text(Repository.ROOT.resolve(FILE)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRoleTrustsOneEnvironmentOfOneRepository() {
        Map<String, String> trusted = new HashMap<>();
        for (var role : ROLES.properties()) {
            if (!role.getValue().path("Type").asText().equals("AWS::IAM::Role")) {
                continue;
            }
            JsonNode trust = role.getValue().at("/Properties/AssumeRolePolicyDocument/Statement");
            assertThat(trust).as(role.getKey()).hasSize(1);
            JsonNode only = trust.get(0);
            if (only.at("/Principal/Service").isTextual()) {
                assertThat(only.at("/Principal/Service").asText())
                        .isEqualTo("cloudformation.amazonaws.com");
                continue;
            }
            assertThat(only.path("Action").asText()).isEqualTo("sts:AssumeRoleWithWebIdentity");
            JsonNode condition = only.path("Condition");
            assertThat(condition).as("no pattern").hasSize(1);
            JsonNode equal = condition.path("StringEquals");
            assertThat(equal.path("token.actions.githubusercontent.com:aud").asText())
                    .isEqualTo("sts.amazonaws.com");
            trusted.put(
                    role.getKey(), equal.path("token.actions.githubusercontent.com:sub").asText());
        }
        String environment = "repo:${Repository}:environment:${Environment}";
        assertThat(trusted)
                .containsOnly(
                        Map.entry("DeployRole", environment),
                        Map.entry("RollbackRole", environment + "-rollback"),
                        Map.entry("DrillRole", environment + "-drill"));
    }

    @Test
    void aRoleCanDoItsOwnThingAlone() {
        assertThat(actions("DrillRole"))
                .containsExactlyInAnyOrder(
                        "cloudformation:ListStackResources", "lambda:InvokeFunction");
        assertThat(resources("DrillRole")).allMatch(name -> !name.equals("*"));
        assertThat(actions("RollbackRole"))
                .contains("lambda:UpdateAlias")
                .noneMatch(action ->
                        action.matches("lambda:(Update|Delete|Create|Publish)(?!Alias).*")
                                || action.matches("(iam|rds|s3|secretsmanager|kms):.*")
                                || action.matches("cloudformation:(?!List).*"));
        assertThat(actions("DeployRole"))
                .noneMatch(action ->
                        action.endsWith("*") || action.matches("(rds|secretsmanager|kms):.*"));
        assertThat(actions("ExecutionRole")).doesNotContain("*", "iam:*", "secretsmanager:*");
    }

    /// Else a template could give a function the right to do anything, and become it.
    @Test
    void cloudFormationMakesRolesWithinTheBoundaryAlone() {
        List<String> free = new ArrayList<>();
        for (JsonNode statement : statements("ExecutionRole")) {
            boolean bounded =
                    statement
                            .at("/Condition/StringEquals/iam:PermissionsBoundary")
                            .asText()
                            .equals("RoleBoundary");
            if (statement.path("Effect").asText().equals("Allow") && !bounded) {
                free.addAll(texts(statement.path("Action")));
            }
        }
        assertThat(free)
                .contains("iam:PassRole")
                .doesNotContain(
                        "iam:CreateRole",
                        "iam:PutRolePolicy",
                        "iam:AttachRolePolicy",
                        "iam:PutRolePermissionsBoundary")
                .noneMatch(action ->
                        action.matches("iam:.*(User|Group|AccessKey|Policy(Version)?|Provider)")
                                && !action.matches("iam:(Get|Delete|Detach)RolePolicy")
                                && !action.equals("iam:UpdateAssumeRolePolicy"))
                .noneMatch(action -> action.matches("(iam|sts|organizations):\\*|\\*"));
        assertThat(denied("ExecutionRole"))
                .contains(
                        "iam:DeleteRolePermissionsBoundary",
                        "iam:CreatePolicyVersion",
                        "iam:SetDefaultPolicyVersion");
    }

    @Test
    void theBoundaryHasNoWayToMoreRightsAndFitsIntoAPolicy() {
        JsonNode boundary = ROLES.path("RoleBoundary");
        assertThat(boundary.path("Type").asText()).isEqualTo("AWS::IAM::ManagedPolicy");
        JsonNode document = boundary.at("/Properties/PolicyDocument");
        List<String> actions = new ArrayList<>();
        for (JsonNode statement : document.path("Statement")) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            actions.addAll(texts(statement.path("Action")));
        }
        assertThat(actions)
                .hasSizeGreaterThan(30)
                .noneMatch(action -> action.contains("*"))
                .noneMatch(action ->
                        action.matches("(iam|sts|organizations|cloudformation|account):.*"))
                .noneMatch(action -> action.matches("lambda:(Create|UpdateFunction|Add).*"))
                .noneMatch(action -> action.matches("kms:(Schedule|Disable|Put).*"));
        assertThat(document.toString().length()).isLessThan(POLICY_CHARACTERS_MAX);
    }

    /// Names of roles and policies are the account's, and the second region has its own.
    @Test
    void everyNameTellsItsRegion() {
        for (var resource : ROLES.properties()) {
            JsonNode properties = resource.getValue().path("Properties");
            assertThat(
                            properties
                                    .path("RoleName")
                                    .asText(properties.path("ManagedPolicyName").asText()))
                    .as(resource.getKey())
                    .startsWith("drop-${Environment}-")
                    .endsWith("-${AWS::Region}");
        }
    }

    @Test
    void everyEnvironmentThatAJobNamesHasItsRole() {
        Set<String> named = new TreeSet<>();
        Path folder = Repository.ROOT.resolve(".github/workflows");
        for (String file : Repository.names(folder)) {
            for (JsonNode job : Workflows.jobs(Repository.text(folder.resolve(file)))) {
                JsonNode environment = job.path("environment");
                String name = environment.path("name").asText(environment.asText());
                if (!name.isEmpty()) {
                    named.add(name);
                }
            }
        }
        assertThat(named)
                .containsExactly(
                        "${{ inputs.environment }}-rollback",
                        "production",
                        "production-drill",
                        "staging");
    }

    @Test
    void cfnLintAgrees(@TempDir Path record) {
        if (Tools.areThere("cfn-lint")) {
            new Script(record).run("cfn-lint", FILE).succeeds();
        }
    }

    private static List<String> actions(String role) {
        return listed(role, "Action");
    }

    private static List<String> resources(String role) {
        return listed(role, "Resource");
    }

    private static List<String> listed(String role, String field) {
        List<String> all = new ArrayList<>();
        for (JsonNode statement : statements(role)) {
            if (statement.path("Effect").asText().equals("Allow")) {
                all.addAll(texts(statement.path(field)));
            }
        }
        assertThat(all).as(role).isNotEmpty();
        return all;
    }

    private static List<String> denied(String role) {
        List<String> all = new ArrayList<>();
        for (JsonNode statement : statements(role)) {
            if (statement.path("Effect").asText().equals("Deny")) {
                all.addAll(texts(statement.path("Action")));
            }
        }
        return all;
    }

    private static List<JsonNode> statements(String role) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode policy : ROLES.path(role).at("/Properties/Policies")) {
            policy.at("/PolicyDocument/Statement").forEach(all::add);
        }
        return all;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
