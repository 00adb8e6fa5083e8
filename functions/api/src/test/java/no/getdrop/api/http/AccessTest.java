package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.User;

import org.junit.jupiter.api.Test;

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

    private static Set<User.Role> admitted(Access.Who who) {
        return EnumSet.allOf(User.Role.class).stream()
                .filter(who::admits)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(User.Role.class)));
    }
}
