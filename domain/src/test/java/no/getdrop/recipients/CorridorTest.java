package no.getdrop.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorridorTest {
    /// The examples of the SWIFT IBAN registry.
    @ParameterizedTest
    @CsvSource({
        "RS, RS35260005601001611379",
        "BA, BA391290079401028494",
        "PL, PL61109010140000071219812874",
        "PK, PK36SCBL0000001123456702",
        "TR, TR330006100519786457841326",
    })
    void anIbanOfTheCountryIsTaken(Corridor corridor, String iban) {
        assertThat(corridor.iban(iban)).contains(iban);
    }

    @ParameterizedTest
    @CsvSource({
        "RS, RS35 2600 0560 1001 6113 79, RS35260005601001611379",
        "RS, rs35260005601001611379, RS35260005601001611379",
        "PK, pk36 scbl 0000 0011 2345 6702, PK36SCBL0000001123456702",
        "TR, ' TR33-0006-1005-1978-6457-8413-26 ', TR330006100519786457841326",
    })
    void spacesHyphensAndCaseDoNotMatter(Corridor corridor, String written, String iban) {
        assertThat(corridor.iban(written)).contains(iban);
    }

    @ParameterizedTest
    @CsvSource({
        "RS, 260-0056010016113-79, RS35260005601001611379",
        "RS, 260005601001611379, RS35260005601001611379",
        "BA, 129-007-94010284-94, BA391290079401028494",
        "PL, 61 1090 1014 0000 0712 1981 2874, PL61109010140000071219812874",
    })
    void theNationalFormIsTurnedIntoTheIban(Corridor corridor, String national, String iban) {
        assertThat(corridor.iban(national)).contains(iban);
    }

    @ParameterizedTest
    @CsvSource({
        // One digit wrong, two exchanged, one too few, one too many.
        "RS, 260005601001611378",
        "RS, 260005601001613179",
        "RS, 26000560100161137",
        "RS, 2600056010016113790",
        "BA, 1290079401028493",
        "BA, 1290079401024894",
        "PL, 61109010140000071219812875",
        "PL, 16109010140000071219812874",
        "PK, 1123456702",
        "TR, 0006100519786457841326",
    })
    void aMistypedNationalFormIsNotTaken(Corridor corridor, String national) {
        assertThat(corridor.iban(national)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RS, RS36260005601001611379",
        "RS, RS35260005601001611397",
        "BA, BA391290079401028495",
        "PL, PL6110901014000007121981287",
        "PK, PK36SCBL000000112345670200",
        "TR, TR330006100519786457841327",
        "PK, PK361234000000112345670A",
    })
    void anIbanWithAWrongDigitOrLengthIsNotTaken(Corridor corridor, String iban) {
        assertThat(corridor.iban(iban)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RS, BA391290079401028494",
        "BA, RS35260005601001611379",
        "PL, NO9386011117947",
        "PK, GB29NWBK60161331926819",
        "TR, DE89370400440532013000",
    })
    void anIbanOfAnotherCountryIsNotTaken(Corridor corridor, String iban) {
        assertThat(corridor.iban(iban)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "RS",
                "RS35",
                // Arabic-Indic digits, as a whole and one alone; full-width ones.
                "RS٣٥٢٦٠٠٠٥٦٠١٠٠١٦١١٣٧٩",
                "RS3526000560100161137٩",
                "٢٦٠٠٠٥٦٠١٠٠١٦١١٣٧٩",
                "ＲＳ３５２６０００５６０１００１６１１３７９",
                // A long s, which is an S in capitals; a zero-width space; a tabulator.
                "Rſ35260005601001611379",
                "RS35\u200B260005601001611379",
                "RS35\t260005601001611379",
                "RS35260005601001611379; DROP TABLE recipients",
            })
    void whatIsNoAccountIsNotTaken(String account) {
        for (Corridor corridor : Corridor.values()) {
            assertThat(corridor.iban(account)).as(corridor + " " + account).isEmpty();
        }
    }

    @Test
    void aCountryIsFoundByItsCodeAlone() {
        assertThat(Corridor.of("RS")).contains(Corridor.RS);
        assertThat(Corridor.of("rs")).isEmpty();
        assertThat(Corridor.of("NO")).isEmpty();
        assertThat(Corridor.of("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"RS, RSD", "BA, BAM", "PL, PLN", "PK, PKR", "TR, TRY"})
    void eachCountryReceivesItsOwnCurrency(Corridor corridor, String currency) {
        assertThat(corridor.currency().getCurrencyCode()).isEqualTo(currency);
    }
}
