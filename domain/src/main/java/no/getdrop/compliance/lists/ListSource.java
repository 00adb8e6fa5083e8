package no.getdrop.compliance.lists;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.runtime.Spelled;

import java.io.InputStream;
import java.util.Locale;

/// Who publishes sanctions lists that Drop screens against.
public enum ListSource implements Spelled {
    /// The consolidated financial sanctions of the European Union, which Norway takes over by
    /// regulations under sanksjonsloven.
    EU {
        @Override
        ListDocument parse(InputStream document) throws ListRefusedException {
            return EuList.parse(document);
        }
    },
    /// The consolidated list of the United Nations Security Council.
    UN {
        @Override
        ListDocument parse(InputStream document) throws ListRefusedException {
            return UnList.parse(document);
        }
    },
    /// The Specially Designated Nationals of the Office of Foreign Assets Control, United States.
    OFAC {
        @Override
        ListDocument parse(InputStream document) throws ListRefusedException {
            return OfacList.parse(document);
        }
    };

    abstract ListDocument parse(InputStream document) throws ListRefusedException;

    static ListSource parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// The id of an [Entry] in Drop.
    String entryId(String id) {
        return text() + ":" + id;
    }
}
