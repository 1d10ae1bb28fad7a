package org.spean.opmonitor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.spean.fault.XmlText;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

/** {@code getSecurityServerHealthData}: how services fared, as XML (PR-OPMON, 3). */
final class HealthData {
    private final StringBuilder out = new StringBuilder(4096);

    private HealthData() {}

    /**
     * The content of the answer's body element.
     *
     * @param period over which the statistics go
     * @param provider whose services are told of; {@code null}: all
     */
    static String content(OperationalMonitor monitor, Duration period, @Nullable ClientId provider) {
        HealthData data = new HealthData();
        data.number("monitoringStartupTimestamp", monitor.startedMillis());
        data.number("statisticsPeriodSeconds", period.toSeconds());
        data.out.append("<om:servicesEvents>");
        monitor.health().forEach(OperationalMonitor.healthMillis(), (id, health) -> {
            if (provider == null || id.provider().equals(provider)) {
                data.service(id, health);
            }
        });
        return data.out.append("</om:servicesEvents>").toString();
    }

    private void service(ServiceId id, ServiceHealth health) {
        out.append("<om:serviceEvents><om:service iden:objectType=\"SERVICE\">");
        code("xRoadInstance", id.provider().member().instance());
        code("memberClass", id.provider().member().memberClass());
        code("memberCode", id.provider().member().memberCode());
        code("subsystemCode", id.provider().subsystem());
        code("serviceCode", id.serviceCode());
        code("serviceVersion", id.version());
        out.append("</om:service>");
        if (health.lastSuccess() >= 0) {
            number("lastSuccessfulRequestTimestamp", health.lastSuccess());
        }
        if (health.lastFailure() >= 0) {
            number("lastUnsuccessfulRequestTimestamp", health.lastFailure());
        }
        out.append("<om:serviceType>").append(health.type()).append("</om:serviceType>");
        ServiceHealth.Period period = health.period();
        out.append("<om:lastPeriodStatistics>");
        number("successfulRequestCount", period.durations().count());
        number("unsuccessfulRequestCount", period.failed());
        statistics("request", "Duration", period.durations());
        statistics("request", "Size", period.requests());
        statistics("response", "Size", period.responses());
        out.append("</om:lastPeriodStatistics></om:serviceEvents>");
    }

    private void statistics(String of, String what, RunningStatistics numbers) {
        if (numbers.count() > 0) {
            number(of + "Min" + what, numbers.least());
            decimal(of + "Average" + what, numbers.mean());
            number(of + "Max" + what, numbers.most());
            decimal(of + what + "StdDev", numbers.deviation());
        }
    }

    private void number(String name, long value) {
        out.append("<om:")
                .append(name)
                .append('>')
                .append(value)
                .append("</om:")
                .append(name)
                .append('>');
    }

    private void decimal(String name, double value) {
        out.append("<om:")
                .append(name)
                .append('>')
                .append(value)
                .append("</om:")
                .append(name)
                .append('>');
    }

    private void code(String name, @Nullable String value) {
        if (value != null) {
            out.append("<iden:").append(name).append('>');
            XmlText.append(out, value);
            out.append("</iden:").append(name).append('>');
        }
    }
}
