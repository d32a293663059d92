using System.Globalization;

namespace OpenHands;

/// <summary>Counts steps and costs against what is allowed. Costs may be added from any thread; all else belongs to the controller's loop.</summary>
internal sealed class AgentLimits
{
    private const string Reminder = "Please click on resume button if you'd like to continue, or start a new task.";

    private readonly int _grantedIterations;
    private readonly double? _grantedBudget;
    private double _cost;

    public AgentLimits(int grantedIterations, double? grantedBudget)
    {
        _grantedIterations = grantedIterations;
        _grantedBudget = grantedBudget;
        MaxIterations = grantedIterations;
        MaxBudget = grantedBudget;
    }

    public int Iteration { get; private set; }

    public int MaxIterations { get; private set; }

    public double? MaxBudget { get; private set; }

    public TrafficState Traffic { get; private set; }

    /// <summary>What was spent so far, in US dollars.</summary>
    public double Cost => Volatile.Read(ref _cost);

    public static void ThrowIfNoCost(double dollars)
    {
        if (!double.IsFinite(dollars) || dollars < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(dollars), dollars, "A cost is a number of US dollars, 0 or more.");
        }
    }

    public void AddCost(double dollars)
    {
        ThrowIfNoCost(dollars);
        double before;
        do
        {
            before = Volatile.Read(ref _cost);
        }
        while (Interlocked.CompareExchange(ref _cost, before + dollars, before) != before);
    }

    public void CountStep() => Iteration++;

    /// <summary>The user said something: the iterations count from here.</summary>
    public void GrantIterations()
    {
        MaxIterations = (int)Math.Min((long)Iteration + _grantedIterations, int.MaxValue);
    }

    /// <summary>Somebody let the agent go on: where a limit held it, it gets as much again as it had at first.</summary>
    public void Raise()
    {
        if (Iteration >= MaxIterations)
        {
            GrantIterations();
        }

        if (Traffic == TrafficState.Throttling && MaxBudget <= Cost)
        {
            // As much again; where that is not enough for a single step, as much from here.
            MaxBudget = MaxBudget + _grantedBudget > Cost ? MaxBudget + _grantedBudget : Cost + _grantedBudget;
        }

        Traffic = TrafficState.Normal;
    }

    /// <summary>Whether the next step is one too many, and what to say about it.</summary>
    public string? Exceeded(bool headless)
    {
        var reason =
            Iteration >= MaxIterations
                ? headless
                    ? "Agent reached maximum number of iterations in headless mode, task stopped."
                    : $"Agent reached maximum number of iterations, task paused. {Reminder}"
                : Cost > MaxBudget
                    ? headless
                        ? $"Task budget exceeded. Current cost: {Dollars(Cost)}, max budget: {Dollars(MaxBudget.Value)}, task stopped."
                        : $"Task budget exceeded. Current cost: {Dollars(Cost)}, Max budget: {Dollars(MaxBudget.Value)}, task paused. {Reminder}"
                    : null;
        Traffic = reason is null ? TrafficState.Normal : TrafficState.Throttling;
        return reason;
    }

    public void Restore(ControllerState saved)
    {
        Iteration = saved.Iteration;
        MaxIterations = Math.Max(saved.MaxIterations, _grantedIterations);
        MaxBudget = _grantedBudget is null ? null : Math.Max(saved.MaxBudget ?? 0, _grantedBudget.Value);
        Traffic = saved.Traffic;
        Volatile.Write(ref _cost, saved.Cost);
    }

    // Cents, as 0.9.3 says them; but a small budget is not "0.00".
    private static string Dollars(double amount) => amount.ToString(amount < 0.1 ? "0.00####" : "F2", CultureInfo.InvariantCulture);
}
