package org.spean.config;

/** Who we are to brokers. */
public record KafkaSaslConfig(Mechanism mechanism, String user, Secret password) {

    /** How the password is proved. */
    public enum Mechanism {
        SCRAM_SHA_512("SCRAM-SHA-512"),
        SCRAM_SHA_256("SCRAM-SHA-256"),
        PLAIN("PLAIN");

        private final String text;

        Mechanism(String text) {
            this.text = text;
        }

        /** As brokers know it. */
        public String text() {
            return text;
        }
    }
}
