package no.getdrop.local.providers.bankid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

class TestPersonTest {
    @Test
    void everyoneHasAValidSyntheticNumberThatTellsTheBirthDate() {
        for (TestPerson person : TestPerson.named()) {
            String digits = person.nationalId().digits();
            assertThat(NationalId.birthDate(digits)).contains(person.birthDate());
            assertThat(Integer.parseInt(digits.substring(2, 4))).isBetween(41, 52);
        }
    }

    /// `DemoSeed` in migrate, which knows nothing of this host, has the same number.
    @Test
    void theAdministratorsAreThoseOfTheDemoData() {
        assertThat(TestPerson.ADMIN.nationalId().digits()).isEqualTo("21448200687");
        assertThat(TestPerson.ADMIN_2.nationalId().digits()).isEqualTo("08497500754");
    }

    @Test
    void numberedPersonsAreAdultsAndAllDifferent() {
        Set<String> numbers = new HashSet<>();
        for (int n : new int[] {1, 2, 3, 999, 13_999, 14_000, 14_001, 28_001, 399_999, 400_000}) {
            TestPerson person = TestPerson.find("test-" + n).orElseThrow();
            numbers.add(person.nationalId().digits());
            assertThat(person.birthDate()).isBefore(LocalDate.of(1999, 1, 1));
            assertThat(person.serial()).isEqualTo(n + 6);
        }
        assertThat(numbers).hasSize(10);
        assertThat(TestPerson.find("test-400001")).isEmpty();
        assertThat(TestPerson.find("test-0")).isEmpty();
    }

    @Test
    void aPersonIsFoundByNationalIdToo() {
        assertThat(TestPerson.find(TestPerson.OLA.nationalId().digits())).contains(TestPerson.OLA);
    }

    @Test
    void aRealMonthOrAWrongControlDigitIsNoSyntheticNumber() {
        String digits = TestPerson.KARI.nationalId().digits();
        char last = digits.charAt(10) == '0' ? '1' : '0';
        assertThat(NationalId.birthDate(digits.substring(0, 10) + last)).isEmpty();
        assertThat(NationalId.birthDate("12068500007")).isEmpty();
        assertThatThrownBy(() -> new NationalId("1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(TestPerson.KARI.nationalId()).hasToString("NationalId[synthetic]");
    }
}
