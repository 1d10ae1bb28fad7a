package org.spean.crypto.key.pkcs11;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyIndex;
import org.spean.crypto.key.KeyPolling;
import org.spean.crypto.key.KeySource;
import org.spean.crypto.key.StoredKey;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The signing keys of a token. It is looked at regularly, by which its loss is noticed when nothing is signed, its return finds
 * it, and new keys and certificates in it come into use. While it is lost its keys stay listed and are not
 * {@linkplain org.spean.crypto.key.SigningKey#available() available}.
 */
public final class Pkcs11KeySource implements KeySource {
    private static final Logger log = LoggerFactory.getLogger(Pkcs11KeySource.class);

    private final TokenSettings settings;
    private final Token token;
    private final Sinks.Many<List<StoredKey>> keys = Sinks.many().replay().latest();
    private final Scheduler watcher = Schedulers.newSingle("pkcs11-watch", true);
    private final Disposable looking;
    private volatile List<StoredKey> current = List.of();

    private Pkcs11KeySource(TokenSettings settings, Token token, Duration interval) {
        this.settings = settings;
        this.token = token;
        look();
        keys.tryEmitNext(current);
        this.looking = Flux.interval(interval, watcher).onBackpressureDrop().subscribe(tick -> again());
    }

    /**
     * Loads the module and looks for the token, blocking. That it is not there is reported, and it is waited for.
     *
     * @throws KeyFileException when the module cannot be loaded, or the PIN is refused
     */
    public static Pkcs11KeySource open(TokenSettings settings, KeyPolling polling) throws KeyFileException {
        try {
            Token token = new Token(settings, polling.trouble());
            Pkcs11KeySource source = new Pkcs11KeySource(settings, token, polling.interval());
            if (token.pinRefused()) {
                source.close();
                throw new KeyFileException(settings.library(), settings.home() + ": the PIN is refused");
            }
            return source;
        } catch (CryptokiException | IllegalArgumentException e) {
            throw new KeyFileException(settings.library(), "cannot be used: " + e.getMessage(), e);
        }
    }

    private void again() {
        look();
        keys.tryEmitNext(current);
    }

    private void look() {
        try {
            List<StoredKey> found = new ArrayList<>();
            for (TokenObjects.Held held : token.find((cryptoki, session, epoch) -> list(cryptoki, session))) {
                add(held, found);
            }
            addApart(found);
            current = List.copyOf(found);
        } catch (CryptokiException e) {
            log.debug("{}", settings, e); // the token has reported it
        } catch (IOException | RuntimeException e) { // whatever it is, the next look must come
            log.error("{}: what is noted of its keys cannot be read: {}", settings, e.toString());
        }
    }

    /** Some modules show a token that is gone as an empty one. */
    private List<TokenObjects.Held> list(Cryptoki cryptoki, long session) throws CryptokiException {
        List<TokenObjects.Held> held = TokenObjects.list(cryptoki, session);
        if (held.isEmpty() && !current.isEmpty()) {
            throw CryptokiException.absent("its keys are gone");
        }
        return held;
    }

    private void add(TokenObjects.Held held, List<StoredKey> to) throws IOException {
        String id = HexFormat.of().formatHex(held.id());
        TokenKey key = new TokenKey(token, held.id(), held.algorithm());
        List<List<X509Certificate>> chains = held.certificates().isEmpty()
                ? List.of(List.of())
                : held.certificates().stream().map(List::of).toList();
        for (List<X509Certificate> chain : chains) {
            to.add(StoredKey.inToken(token.home(), id, held.label(), held.publicKey(), key, chain, active(id)));
        }
    }

    private void addApart(List<StoredKey> found) throws IOException {
        List<X509Certificate> apart = new ArrayList<>(settings.certificates());
        Path directory = settings.directory();
        if (directory != null) {
            apart.addAll(KeyIndex.certificates(directory));
        }
        for (X509Certificate certificate : apart) {
            for (StoredKey key : List.copyOf(found)) {
                if (certificate.getPublicKey().equals(key.publicKey())
                        && key.chain().stream().noneMatch(certificate::equals)) {
                    found.removeIf(bare -> bare.chain().isEmpty() && bare.id().equals(key.id()));
                    found.add(key.with(List.of(certificate)));
                    break;
                }
            }
        }
    }

    private boolean active(String id) throws IOException {
        Path directory = settings.directory();
        return directory == null || KeyIndex.read(directory).active(id);
    }

    @Override
    public List<StoredKey> now() {
        return current;
    }

    @Override
    public Flux<List<StoredKey>> changes() {
        return keys.asFlux().distinctUntilChanged();
    }

    /** The token, for those who change what is in it. */
    Token token() {
        return token;
    }

    @Override
    public void close() {
        looking.dispose();
        watcher.dispose();
        token.close();
    }
}
