package no.getdrop.local.providers.rds;

import no.getdrop.local.providers.Moto;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;

import java.nio.file.Path;

/// Moto's server; profile moto runs it where it is installed, and CI has it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MotoIT implements RdsContract {
    private Moto moto;
    private RdsClient west;
    private RdsClient north;
    private String key;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        moto = Moto.start(folder);
        west = RdsClients.client(moto.url(), Region.EU_WEST_1);
        north = RdsClients.client(moto.url(), Region.EU_NORTH_1);
        key = moto.createKey("eu-north-1");
        moto.createCluster("drop");
        west.createDBInstance(r ->
                r.dbInstanceIdentifier("plain")
                        .dbInstanceClass("db.t4g.micro")
                        .engine("postgres")
                        .allocatedStorage(20)
                        .masterUsername("postgres")
                        .masterUserPassword("of-no-use-here"));
    }

    @AfterAll
    void stop() {
        west.close();
        north.close();
        moto.close();
    }

    @Override
    public RdsClient west() {
        return west;
    }

    @Override
    public RdsClient north() {
        return north;
    }

    @Override
    public String key() {
        return key;
    }
}
