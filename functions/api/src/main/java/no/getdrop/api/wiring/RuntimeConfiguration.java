package no.getdrop.api.wiring;

import no.getdrop.api.app.AppSettings;
import no.getdrop.api.features.FeatureFlags;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;

/// What the shared layers give to all features.
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {
    @Bean
    static Environment dropEnvironment() {
        return Environment.system();
    }

    /// Milliseconds and no less: what is answered is then what the database keeps.
    @Bean
    static InstantSource clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    @Bean
    static LifecycleProcessor lifecycleProcessor(ListableBeanFactory beans) {
        return new StartOnceLifecycle(beans);
    }

    @Bean
    static HttpSettings httpSettings(Environment environment) {
        return HttpSettings.from(environment);
    }

    @Bean
    static FeatureFlags featureFlags(Environment environment) {
        return FeatureFlags.from(environment);
    }

    @Bean
    static AppSettings appSettings(Environment environment) {
        return AppSettings.from(environment);
    }

    @Bean
    static Secrets secrets(Environment environment, InstantSource clock) {
        return Secrets.from(environment, clock);
    }

    @Bean
    static FieldCipher fieldCipher(Secrets secrets) {
        return FieldCipher.from(secrets);
    }

    @Bean
    static KeyedHash keyedHash(Secrets secrets) {
        return KeyedHash.from(secrets);
    }

    @Bean
    static Database database(Environment environment, Secrets secrets) {
        return Database.open(DatabaseSettings.from(environment), secrets);
    }
}
