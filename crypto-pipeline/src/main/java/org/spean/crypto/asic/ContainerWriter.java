package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.xades.SignatureTimeStamps;

/**
 * Writes containers as X-Road does: the same entries, names, order and content. One thing differs: {@code mimetype} is
 * stored, not deflated, as ASiC demands and other software expects. Attachments are copied as they are read.
 */
public final class ContainerWriter {
    /** Media type of a container, also in its entry {@code mimetype}. */
    public static final String MEDIA_TYPE = "application/vnd.etsi.asic-e+zip";

    private static final byte[] MIMETYPE = MEDIA_TYPE.getBytes(UTF_8);

    private ContainerWriter() {}

    /**
     * Writes one container and leaves the stream open.
     *
     * @throws IllegalArgumentException if a time-stamp of a single signature finds no place in its document
     * @throws IOException from either side
     */
    public static void write(ContainerContent content, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, UTF_8);
        zip.setComment("mimetype=" + MEDIA_TYPE);
        mimetype(zip, content);
        put(zip, content, EntryName.MESSAGE, content.message());
        ContainerStamp stamp = content.stamp();
        byte[] signature = content.signature().signature();
        put(
                zip,
                content,
                EntryName.SIGNATURE,
                stamp.result() == null ? SignatureTimeStamps.embed(signature, stamp.token()) : signature);
        put(zip, content, EntryName.RESULT, content.signature().result());
        put(zip, content, EntryName.CHAIN, content.signature().chain());
        put(zip, content, EntryName.STAMP_RESULT, stamp.result());
        put(zip, content, EntryName.STAMP_CHAIN, stamp.chain());
        byte[] manifest = Manifests.manifest(
                content.signature().result() != null,
                stamp.result() != null,
                content.attachments().size());
        put(zip, content, EntryName.MANIFEST, manifest);
        if (stamp.result() != null) {
            put(zip, content, EntryName.STAMP_MANIFEST, Manifests.stampManifest(stamp.result()));
            put(zip, content, EntryName.TOKEN, stamp.token());
        }
        int number = 1;
        for (ContainerPart attachment : content.attachments()) {
            open(zip, content, EntryName.attachment(number++));
            try (InputStream in = attachment.open()) {
                in.transferTo(zip);
            }
            zip.closeEntry();
        }
        zip.finish();
        zip.flush();
    }

    /** First, stored and without extra fields, so that the type shows at a fixed place of the file. */
    private static void mimetype(ZipOutputStream zip, ContainerContent content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(MIMETYPE);
        ZipEntry entry = new ZipEntry(EntryName.MIMETYPE);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(MIMETYPE.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(LocalDateTime.ofInstant(content.time(), ZoneId.systemDefault()));
        zip.putNextEntry(entry);
        zip.write(MIMETYPE);
        zip.closeEntry();
    }

    private static void put(ZipOutputStream zip, ContainerContent content, String name, byte @Nullable [] document)
            throws IOException {
        if (document != null) {
            open(zip, content, name);
            zip.write(document);
            zip.closeEntry();
        }
    }

    private static void open(ZipOutputStream zip, ContainerContent content, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(FileTime.from(content.time()));
        zip.putNextEntry(entry);
    }
}
