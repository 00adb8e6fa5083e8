package no.getdrop.local.providers.rds;

/// What a database of the double holds, and where it answers.
public interface Engine extends AutoCloseable {
    /// Where its PostgreSQL listens on 127.0.0.1.
    int port();

    /// What it holds at this moment.
    Image image();

    @Override
    void close();

    /// A database without rows, for what is about snapshots alone.
    static Engine none() {
        return new Engine() {
            @Override
            public int port() {
                return 5432;
            }

            @Override
            public Image image() {
                return new Image() {
                    @Override
                    public Engine start() {
                        return none();
                    }

                    @Override
                    public void delete() {}
                };
            }

            @Override
            public void close() {}
        };
    }

    /// What a database held once.
    interface Image {
        /// Another database that holds just that.
        Engine start();

        /// Nothing needs it any more.
        void delete();
    }
}
