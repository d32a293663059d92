using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpenHands.Server.Observability;

/// <summary>What the server measures, under the name <c>OpenHands.Server</c>.</summary>
internal sealed class ServerTelemetry
{
    public const string Name = "OpenHands.Server";

    public ServerTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        Sessions = meter.CreateUpDownCounter<long>("openhands.sessions", "{session}", "Live sessions.");
        Clients = meter.CreateUpDownCounter<long>("openhands.clients", "{client}", "Connected clients.");
        SessionStarts = meter.CreateHistogram<double>("openhands.session.start.duration", "s", "From initialize to a session that takes actions.");
        Actions = meter.CreateHistogram<double>("openhands.action.duration", "s", "From an action's event to its observation's.");
        FramesSent = meter.CreateCounter<long>("openhands.frames.sent", "{frame}", "Frames sent to clients.");
        FramesReceived = meter.CreateCounter<long>("openhands.frames.received", "{frame}", "Frames received from clients.");
        FramesRefused = meter.CreateCounter<long>("openhands.frames.refused", "{frame}", "Frames of clients that were refused.");
        FramesMissed = meter.CreateCounter<long>("openhands.frames.missed", "{frame}", "Extension frames that did not fit into a slow client's queue.");
        ClientsDropped = meter.CreateCounter<long>("openhands.clients.dropped", "{client}", "Clients that were disconnected because they took nothing in.");
        FanOutLag = meter.CreateHistogram<double>("openhands.fanout.lag", "s", "From an event's timestamp to its being sent to a client.");
        QueueLength = meter.CreateHistogram<long>("openhands.client.behind", "{event}", "Events that a client has yet to get when one is sent to it.");
        StoreWrites = meter.CreateHistogram<double>("openhands.store.write.duration", "s", "From a batch of events to its being durable.");
    }

    public static ActivitySource Activities { get; } = new(Name);

    public UpDownCounter<long> Sessions { get; }

    public UpDownCounter<long> Clients { get; }

    public Histogram<double> SessionStarts { get; }

    public Histogram<double> Actions { get; }

    public Counter<long> FramesSent { get; }

    public Counter<long> FramesReceived { get; }

    public Counter<long> FramesRefused { get; }

    public Counter<long> FramesMissed { get; }

    public Counter<long> ClientsDropped { get; }

    public Histogram<double> FanOutLag { get; }

    public Histogram<long> QueueLength { get; }

    public Histogram<double> StoreWrites { get; }
}
