package no.getdrop.local.providers.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import no.getdrop.local.providers.http.CallJournal;
import no.getdrop.local.providers.http.Switch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DbClusterNotFoundException;
import software.amazon.awssdk.services.rds.model.DbClusterSnapshotAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.DbClusterSnapshotNotFoundException;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.InvalidDbClusterSnapshotStateException;
import software.amazon.awssdk.services.rds.model.InvalidDbClusterStateException;
import software.amazon.awssdk.services.rds.model.KmsKeyNotAccessibleException;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.rds.model.SnapshotQuotaExceededException;
import software.amazon.awssdk.services.rds.model.Tag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Snapshots of Aurora clusters as AWS's own client sees them.
class ClusterSnapshotsTest {
    private static final String KEY_ELSEWHERE = "arn:aws:kms:eu-west-1:000000000000:key/other";

    private RdsClients aws;
    private RdsClient west;
    private String cluster;

    @BeforeEach
    void start() throws Exception {
        aws = new RdsClients(Timing.usual());
        west = aws.west;
        cluster = aws.rds.addCluster("eu-west-1", "drop", Engine.none());
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void aSnapshotIsBeingCreatedAndThenAvailableWithItsTags() {
        DBClusterSnapshot made = create("drop-daily-1", RdsClients.tags("drop:kind", "daily"));
        assertThat(made.status()).isEqualTo("creating");
        assertThat(made.dbClusterSnapshotArn())
                .isEqualTo("arn:aws:rds:eu-west-1:000000000000:cluster-snapshot:drop-daily-1");
        assertThat(one("drop-daily-1").status()).isEqualTo("creating");
        aws.clock.advance(Duration.ofMinutes(2));
        DBClusterSnapshot done = one("drop-daily-1");
        assertThat(done.status()).isEqualTo("available");
        assertThat(done.percentProgress()).isEqualTo(100);
        assertThat(done.snapshotType()).isEqualTo("manual");
        assertThat(done.snapshotCreateTime()).isEqualTo(RdsClients.START);
        assertThat(done.dbClusterIdentifier()).isEqualTo("drop");
        assertThat(done.storageEncrypted()).isTrue();
        assertThat(done.tagList()).containsExactlyElementsOf(RdsClients.tags("drop:kind", "daily"));
    }

    @Test
    void whileItsClusterIsBackingUpNoOtherOneIsMade() {
        create("first", List.of());
        assertThat(
                        west.describeDBClusters(r -> r.dbClusterIdentifier("drop"))
                                .dbClusters()
                                .getFirst()
                                .status())
                .isEqualTo("backing-up");
        assertThatThrownBy(() -> create("second", List.of()))
                .isInstanceOf(InvalidDbClusterStateException.class)
                .asInstanceOf(throwable(AwsServiceException.class))
                .returns(400, AwsServiceException::statusCode);
        aws.clock.advance(Duration.ofMinutes(2));
        assertThat(create("second", List.of()).status()).isEqualTo("creating");
    }

    @Test
    void anIdentifierIsGoodOnceAndOneOfFortyAtOnceWins() throws Exception {
        aws.rds.timing(Timing.instant());
        AtomicInteger made = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> all = new ArrayList<>();
            Callable<Integer> attempt =
                    () -> {
                        try {
                            create("drop-daily-1", List.of());
                            return made.incrementAndGet();
                        } catch (DbClusterSnapshotAlreadyExistsException e) {
                            return refused.incrementAndGet();
                        }
                    };
            for (int i = 0; i < 40; i++) {
                all.add(threads.submit(attempt));
            }
            for (Future<Integer> each : all) {
                each.get();
            }
        }
        assertThat(made).hasValue(1);
        assertThat(refused).hasValue(39);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad--id", "1st", "ends-", "with_underscore", "æ"})
    void anIdentifierThatTheServiceWouldRefuseIsRefused(String id) {
        assertThatThrownBy(() -> create(id, List.of()))
                .isInstanceOf(RdsException.class)
                .asInstanceOf(throwable(RdsException.class))
                .returns("InvalidParameterValue", e -> e.awsErrorDetails().errorCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"json\":1}", "a,b", "aws:mine", "a;b", "#"})
    void aTagThatTheServiceWouldRefuseIsRefused(String value) {
        assertThatThrownBy(() -> create("one", RdsClients.tags("key", value)))
                .isInstanceOf(RdsException.class)
                .hasMessageContaining("not allowed in a tag");
        assertThat(all()).isEmpty();
    }

    @Test
    void describingComesInPagesInAnOrderThatSaysNothingOfAge() {
        for (int i = 0; i < 130; i++) {
            aws.rds.addSnapshot(
                    cluster,
                    "drop-%03d".formatted(i),
                    i % 10 == 0 ? "automated" : "manual",
                    RdsClients.START.minus(Duration.ofHours(i)),
                    Map.of());
        }
        var first = west.describeDBClusterSnapshots(r -> r.dbClusterIdentifier("drop"));
        assertThat(first.dbClusterSnapshots()).hasSize(100);
        assertThat(first.marker()).isNotEmpty();
        assertThat(first.dbClusterSnapshots())
                .isNotEqualTo(
                        first.dbClusterSnapshots().stream()
                                .sorted((a, b) ->
                                        a.snapshotCreateTime().compareTo(b.snapshotCreateTime()))
                                .toList());
        assertThat(all()).hasSize(130).doesNotHaveDuplicates();
        assertThat(
                        west.describeDBClusterSnapshotsPaginator(
                                        r -> r.maxRecords(20).snapshotType("automated"))
                                .dbClusterSnapshots())
                .hasSize(13);
        assertThatThrownBy(() -> west.describeDBClusterSnapshots(r -> r.maxRecords(19)))
                .isInstanceOf(RdsException.class);
        assertThatThrownBy(() -> west.describeDBClusterSnapshots(r -> r.marker("?")))
                .isInstanceOf(RdsException.class);
    }

    @Test
    void filtersAreAppliedAndUnknownOnesRefused() {
        String other = aws.rds.addCluster("eu-west-1", "other", Engine.none());
        aws.rds.addSnapshot(cluster, "ours", "manual", RdsClients.START, Map.of());
        aws.rds.addSnapshot(other, "theirs", "manual", RdsClients.START, Map.of());
        assertThat(
                        west.describeDBClusterSnapshots(
                                        r -> r.filters(filter("db-cluster-id", cluster)))
                                .dbClusterSnapshots())
                .extracting(DBClusterSnapshot::dbClusterSnapshotIdentifier)
                .containsExactly("ours");
        assertThatThrownBy(
                        () -> west.describeDBClusterSnapshots(r -> r.filters(filter("tag:x", "y"))))
                .isInstanceOf(RdsException.class);
    }

    @Test
    void aCopyInAnotherRegionNeedsAKeyOfThatRegionAndTakesItsTime() {
        aws.rds.timing(Timing.usual());
        String arn =
                aws.rds.addSnapshot(
                        cluster,
                        "weekly",
                        "manual",
                        RdsClients.START.minusSeconds(9),
                        Map.of("a", "b"));
        assertThatThrownBy(() -> copy(arn, "copy", null)).isInstanceOf(RdsException.class);
        assertThatThrownBy(() -> copy(arn, "copy", KEY_ELSEWHERE))
                .isInstanceOf(KmsKeyNotAccessibleException.class);
        DBClusterSnapshot made = copy(arn, "copy", RdsClients.KEY);
        assertThat(made.status()).isEqualTo("copying");
        assertThat(made.sourceDBClusterSnapshotArn()).isEqualTo(arn);
        assertThat(made.tagList()).isEmpty();
        aws.clock.advance(Duration.ofMinutes(10));
        DBClusterSnapshot done =
                aws.north.describeDBClusterSnapshots().dbClusterSnapshots().getFirst();
        assertThat(done.status()).isEqualTo("available");
        assertThat(done.snapshotCreateTime()).isEqualTo(RdsClients.START);
        assertThat(done.kmsKeyId()).isEqualTo(RdsClients.KEY);
        assertThat(all()).hasSize(1);
    }

    @Test
    void aCopyFailsWhenItsOriginalGoesMeanwhile() {
        String arn =
                aws.rds.addSnapshot(
                        cluster, "weekly", "manual", RdsClients.START.minusSeconds(9), Map.of());
        copy(arn, "copy", RdsClients.KEY);
        west.deleteDBClusterSnapshot(r -> r.dbClusterSnapshotIdentifier("weekly"));
        aws.clock.advance(Duration.ofHours(1));
        assertThat(aws.north.describeDBClusterSnapshots().dbClusterSnapshots().getFirst().status())
                .isEqualTo("failed");
    }

    @Test
    void whatIsBeingCreatedOrIsTheServicesOwnCannotBeDeleted() {
        create("new", List.of());
        assertThatThrownBy(() -> delete("new"))
                .isInstanceOf(InvalidDbClusterSnapshotStateException.class);
        aws.clock.advance(Duration.ofMinutes(2));
        delete("new");
        assertThatThrownBy(() -> delete("new"))
                .isInstanceOf(DbClusterSnapshotNotFoundException.class)
                .asInstanceOf(throwable(AwsServiceException.class))
                .returns(404, AwsServiceException::statusCode);
        aws.rds.addSnapshot(cluster, "auto", "automated", RdsClients.START, Map.of());
        assertThatThrownBy(() -> delete("auto"))
                .isInstanceOf(InvalidDbClusterSnapshotStateException.class);
        assertThatThrownBy(() ->
                        west.createDBClusterSnapshot(r ->
                                r.dbClusterIdentifier("none").dbClusterSnapshotIdentifier("x")))
                .isInstanceOf(DbClusterNotFoundException.class);
    }

    @Test
    void theQuotaCountsManualSnapshotsAndIsTold() {
        aws.rds.quota("eu-west-1", 2);
        aws.rds.addSnapshot(cluster, "one", "manual", RdsClients.START, Map.of());
        aws.rds.addSnapshot(cluster, "auto", "automated", RdsClients.START, Map.of());
        create("two", List.of());
        aws.clock.advance(Duration.ofMinutes(2));
        assertThatThrownBy(() -> create("three", List.of()))
                .isInstanceOf(SnapshotQuotaExceededException.class);
        assertThat(west.describeAccountAttributes().accountQuotas())
                .filteredOn(quota -> quota.accountQuotaName().equals("ManualClusterSnapshots"))
                .singleElement()
                .returns(2L, quota -> quota.used())
                .returns(2L, quota -> quota.max());
    }

    @Test
    void describingMayBeBehind() {
        aws.rds.timing(Timing.instant().lagging(Duration.ofSeconds(30)));
        String arn = create("new", List.of()).dbClusterSnapshotArn();
        assertThat(all()).isEmpty();
        assertThatThrownBy(() -> one("new")).isInstanceOf(DbClusterSnapshotNotFoundException.class);
        assertThatThrownBy(() -> create("new", List.of()))
                .isInstanceOf(DbClusterSnapshotAlreadyExistsException.class);
        aws.clock.advance(Duration.ofSeconds(30));
        assertThat(one("new").tagList()).isEmpty();
        west.addTagsToResource(r -> r.resourceName(arn).tags(RdsClients.tags("a", "b")));
        assertThat(one("new").tagList()).isEmpty();
        aws.clock.advance(Duration.ofSeconds(30));
        assertThat(one("new").tagList()).hasSize(1);
        delete("new");
        assertThat(all()).hasSize(1);
        aws.clock.advance(Duration.ofSeconds(30));
        assertThat(all()).isEmpty();
    }

    @Test
    void tagsAreAddedReplacedListedAndRemoved() {
        String arn =
                aws.rds.addSnapshot(cluster, "one", "manual", RdsClients.START, Map.of("a", "1"));
        west.addTagsToResource(r ->
                r.resourceName(arn)
                        .tags(
                                Tag.builder().key("a").value("2").build(),
                                Tag.builder().key("b").value("3").build()));
        assertThat(west.listTagsForResource(r -> r.resourceName(arn)).tagList())
                .extracting(Tag::key, Tag::value)
                .containsExactly(tuple("a", "2"), tuple("b", "3"));
        west.removeTagsFromResource(r -> r.resourceName(arn).tagKeys("a"));
        assertThat(one("one").tagList()).extracting(Tag::key).containsExactly("b");
        assertThatThrownBy(() ->
                        west.addTagsToResource(
                                r -> r.resourceName(arn + "2").tags(RdsClients.tags("a", "b"))))
                .isInstanceOf(DbClusterSnapshotNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Throttling", "AccessDenied", "InternalFailure", "ServiceUnavailable"})
    void aSwitchMakesOneCallFailByName(String code) {
        aws.rds.switches().add(Switch.on("CreateDBClusterSnapshot").causing(code));
        assertThatThrownBy(() -> create("one", List.of()))
                .isInstanceOf(RdsException.class)
                .asInstanceOf(throwable(RdsException.class))
                .returns(code, e -> e.awsErrorDetails().errorCode());
        assertThat(create("one", List.of()).status()).isEqualTo("creating");
    }

    @Test
    void theJournalTellsEachCallAndInterruptsOneBeforeOrAfterItIsDone() {
        List<String> ended = new ArrayList<>();
        aws.rds.timing(Timing.instant());
        aws.journal.interrupt(1, CallJournal.Moment.BEFORE, () -> ended.add("before"));
        assertThatThrownBy(() -> create("one", List.of())).isInstanceOf(SdkClientException.class);
        assertThat(all()).isEmpty();
        aws.journal.clear();
        aws.journal.interrupt(2, CallJournal.Moment.AFTER, () -> ended.add("after"));
        assertThat(all()).isEmpty();
        assertThatThrownBy(() -> create("one", List.of())).isInstanceOf(SdkClientException.class);
        assertThat(all()).hasSize(1);
        assertThat(ended).containsExactly("before", "after");
        assertThat(aws.journal.calls())
                .extracting(CallJournal.Call::operation)
                .containsExactly(
                        "DescribeDBClusterSnapshots",
                        "CreateDBClusterSnapshot",
                        "DescribeDBClusterSnapshots");
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private DBClusterSnapshot create(String id, List<Tag> tags) {
        return west.createDBClusterSnapshot(r ->
                        r.dbClusterIdentifier("drop").dbClusterSnapshotIdentifier(id).tags(tags))
                .dbClusterSnapshot();
    }

    private DBClusterSnapshot copy(String arn, String id, @Nullable String key) {
        return aws.north
                .copyDBClusterSnapshot(r ->
                        r.sourceDBClusterSnapshotIdentifier(arn)
                                .targetDBClusterSnapshotIdentifier(id)
                                .sourceRegion("eu-west-1")
                                .kmsKeyId(key))
                .dbClusterSnapshot();
    }

    private void delete(String id) {
        west.deleteDBClusterSnapshot(r -> r.dbClusterSnapshotIdentifier(id));
    }

    private DBClusterSnapshot one(String id) {
        return west.describeDBClusterSnapshots(r -> r.dbClusterSnapshotIdentifier(id))
                .dbClusterSnapshots()
                .getFirst();
    }

    private List<DBClusterSnapshot> all() {
        return west.describeDBClusterSnapshotsPaginator(r -> {}).dbClusterSnapshots().stream()
                .toList();
    }
}
