package no.getdrop.local.providers.rds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import software.amazon.awssdk.services.rds.RdsClient;

/// Our double.
class RdsContractTest implements RdsContract {
    private RdsClients aws;

    @BeforeEach
    void start() throws Exception {
        aws = new RdsClients(Timing.instant());
        aws.rds.addCluster("eu-west-1", "drop", Engine.none());
        aws.rds.addInstance("eu-west-1", "plain", Engine.none());
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Override
    public RdsClient west() {
        return aws.west;
    }

    @Override
    public RdsClient north() {
        return aws.north;
    }

    @Override
    public String key() {
        return RdsClients.KEY;
    }
}
