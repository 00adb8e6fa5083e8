package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.identity.User;

import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

class AccessTest {
    @Test
    void everyRoleIsACustomer() {
        assertThat(admitted(Access.Who.CUSTOMER)).isEqualTo(EnumSet.allOf(User.Role.class));
    }

    @Test
    void merchantsAndAdministratorsHaveTheirOwnRoutesAndNoneOfEachOther() {
        assertThat(admitted(Access.Who.MERCHANT)).containsExactly(User.Role.MERCHANT);
        assertThat(admitted(Access.Who.ADMIN)).containsExactly(User.Role.ADMIN);
    }

    @Test
    void onlyRoutesForAnyoneAndForVisitorsAskForNoSession() {
        assertThat(EnumSet.allOf(Access.Who.class))
                .filteredOn(who -> !who.needsSession())
                .containsExactly(Access.Who.ANYONE, Access.Who.VISITOR);
    }

    @Test
    void aRouteThatAsksForARecentLoginAsksForASession() throws NoSuchMethodException {
        assertThat(AdmissionInterceptor.access(route("export")).recent()).isTrue();
        assertThat(AdmissionInterceptor.access(route("settings")).recent()).isFalse();
        assertThatThrownBy(() -> AdmissionInterceptor.access(route("rates")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for a recent login and for no session");
    }

    private static HandlerMethod route(String name) throws NoSuchMethodException {
        return new HandlerMethod(new Routes(), Routes.class.getDeclaredMethod(name));
    }

    static final class Routes {
        @Access(value = Access.Who.CUSTOMER, recent = true)
        void export() {}

        @Access(Access.Who.CUSTOMER)
        void settings() {}

        @Access(value = Access.Who.VISITOR, recent = true)
        void rates() {}
    }

    private static Set<User.Role> admitted(Access.Who who) {
        return EnumSet.allOf(User.Role.class).stream()
                .filter(who::admits)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(User.Role.class)));
    }
}
