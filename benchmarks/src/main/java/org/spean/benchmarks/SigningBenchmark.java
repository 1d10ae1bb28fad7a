package org.spean.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import org.conscrypt.Conscrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.spean.testbed.authority.KeyKind;

/** One signature over a {@code SignedInfo}, by kind of key and provider. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SigningBenchmark {
    @Param
    public KeyKind key;

    @Param({"JDK", "Conscrypt"})
    public String provider;

    private final byte[] signedInfo = new byte[1024];
    private String algorithm;
    private Provider by;
    private PrivateKey translated;

    @Setup
    public void prepare() throws GeneralSecurityException {
        boolean rsa = key == KeyKind.RSA_2048;
        algorithm = rsa ? "SHA512withRSA" : "SHA512withECDSA";
        by = provider.equals("Conscrypt")
                ? Conscrypt.newProvider()
                : Security.getProvider(rsa ? "SunRsaSign" : "SunEC");
        translated = KeyFactory.getInstance(rsa ? "RSA" : "EC", by)
                .generatePrivate(
                        new PKCS8EncodedKeySpec(key.generate().getPrivate().getEncoded()));
    }

    @Benchmark
    public byte[] sign() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm, by);
        signature.initSign(translated);
        signature.update(signedInfo);
        return signature.sign();
    }
}
