namespace OpenHands.Testing;

/// <summary>The connection to the fake sandbox, to be cut and mended at will.</summary>
/// <remarks>Safe for concurrent use. May be cut before the runtime starts.</remarks>
#pragma warning disable CA1001 // A source without a timer holds nothing that would have to be given back.
public sealed class FakeConnection
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _lost = new();
    private bool _isTransient;
    private long? _actionsLeft;

    internal FakeConnection()
    {
    }

    /// <summary>Whether it is cut.</summary>
    public bool IsLost
    {
        get
        {
            lock (_gate)
            {
                return _lost.IsCancellationRequested;
            }
        }
    }

    /// <summary>Is cancelled when the present connection is cut.</summary>
    internal CancellationToken Lost
    {
        get
        {
            lock (_gate)
            {
                return _lost.Token;
            }
        }
    }

    /// <summary>
    /// Cuts the connection now. Actions that run fail with a <see cref="RuntimeUnavailableException"/> that calls their outcome unknown;
    /// later calls of any kind fail without having begun.
    /// </summary>
    /// <param name="isTransient">What <see cref="RuntimeException.IsTransient"/> says of calls that did not begin. An unknown outcome is never transient.</param>
    public void Lose(bool isTransient = false)
    {
        CancellationTokenSource lost;
        lock (_gate)
        {
            _isTransient = isTransient;
            _actionsLeft = null;
            lost = _lost;
        }

        lost.Cancel();
    }

    /// <summary>Lets some more actions begin and end, and then cuts the connection: the one after them fails without having begun.</summary>
    /// <param name="actions">How many still succeed; 0 or more.</param>
    /// <param name="isTransient">What <see cref="RuntimeException.IsTransient"/> says of calls that did not begin.</param>
    public void LoseAfter(int actions, bool isTransient = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actions);
        lock (_gate)
        {
            _isTransient = isTransient;
            _actionsLeft = actions;
        }
    }

    /// <summary>Mends the connection: calls get through again.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            _actionsLeft = null;
            if (_lost.IsCancellationRequested)
            {
                _lost = new CancellationTokenSource();
            }
        }
    }

    /// <summary>Lets one action through, or not.</summary>
    internal void CountAction()
    {
        bool isUsedUp;
        bool isTransient;
        lock (_gate)
        {
            isUsedUp = _actionsLeft == 0;
            isTransient = _isTransient;
            _actionsLeft = isUsedUp ? null : _actionsLeft - 1;
        }

        if (isUsedUp)
        {
            Lose(isTransient);
        }

        ThrowIfLost();
    }

    internal void ThrowIfLost()
    {
        lock (_gate)
        {
            if (_lost.IsCancellationRequested)
            {
                throw new RuntimeUnavailableException(
                    $"The fake sandbox cannot be reached: the test has cut the connection. Nothing was executed. {(_isTransient ? "Try again." : "Get a new sandbox.")}",
                    _isTransient);
            }
        }
    }

    /// <summary>What an action gets that was running when the connection was cut.</summary>
    internal static RuntimeUnavailableException OutcomeUnknown(AgentAction action) => new(
        $"The connection to the fake sandbox was lost while it executed {Summary.Of(action)}: the outcome is unknown. It may have run; look before you run it again.");
}
