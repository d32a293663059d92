using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Sessions;

[NonParallelizable]
internal sealed class TelemetryTests
{
    [Test]
    public async Task Sessions_actions_frames_lag_and_store_are_measured_and_traced()
    {
        var measured = new ConcurrentDictionary<string, bool>();
        using var meters = Listen(measured);
        var activities = new ConcurrentBag<string>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OpenHands.Server",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => activities.Add(activity.DisplayName),
        };
        ActivitySource.AddActivityListener(traces);

        await using (var server = await ServerUnderTest.StartAsync())
        {
            await using var client = await server.ConnectAsync();
            await client.InitializeAsync();
            await client.RunAsync("ls");
            await client.ReceiveAsync();
            await client.SendAsync("{");
            await client.ReceiveAsync();
        }

        Assert.That(measured.Keys, Is.SupersetOf((string[])
        [
            "openhands.sessions", "openhands.clients", "openhands.session.start.duration", "openhands.action.duration", "openhands.frames.sent", "openhands.frames.received",
            "openhands.frames.refused", "openhands.fanout.lag", "openhands.client.behind", "openhands.store.write.duration",
        ]));
        Assert.That(activities, Is.SupersetOf((string[])["session.initialize", "action run"]));
    }

    private static MeterListener Listen(ConcurrentDictionary<string, bool> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "OpenHands.Server")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => measured[instrument.Name] = true);
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => measured[instrument.Name] = true);
        listener.Start();
        return listener;
    }
}
