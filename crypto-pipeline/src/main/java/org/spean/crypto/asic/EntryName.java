package org.spean.crypto.asic;

/** The names of a container's entries. */
final class EntryName {
    static final String MIMETYPE = "mimetype";
    static final String MESSAGE = "message.xml";
    static final String SIGNATURE = "META-INF/signatures.xml";
    static final String RESULT = "sig-hashchainresult.xml";
    static final String CHAIN = "sig-hashchain.xml";
    static final String STAMP_RESULT = "ts-hashchainresult.xml";
    static final String STAMP_CHAIN = "ts-hashchain.xml";
    static final String MANIFEST = "META-INF/manifest.xml";
    static final String STAMP_MANIFEST = "META-INF/ASiCManifest.xml";
    static final String TOKEN = "META-INF/timestamp.tst";
    static final String ATTACHMENT = "attachment";

    private EntryName() {}

    static String attachment(int number) {
        return ATTACHMENT + number;
    }

    /** The number of an attachment, from 1; 0 if the name is not an attachment's. */
    static int attachmentNumber(String name) {
        int digits = name.length() - ATTACHMENT.length();
        if (!name.startsWith(ATTACHMENT) || digits < 1 || digits > 7) {
            return 0;
        }
        int number = 0;
        for (int i = ATTACHMENT.length(); i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || (number == 0 && digit == 0)) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
