using System.Diagnostics.Metrics;

namespace OpenHands.Server.Tests.Support;

/// <summary>Waits for a measurement of the server.</summary>
internal sealed class Measured : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MeterListener _listener = new();

    public Measured(string instrument)
    {
        _listener.InstrumentPublished = (found, listener) =>
        {
            if (found.Name == instrument)
            {
                listener.EnableMeasurementEvents(found);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => _first.TrySetResult());
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => _first.TrySetResult());
        _listener.Start();
    }

    public Task First => _first.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Dispose() => _listener.Dispose();
}
