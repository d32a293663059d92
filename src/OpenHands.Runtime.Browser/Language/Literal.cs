namespace OpenHands.Browsing.Language;

/// <summary>A value as Python writes it.</summary>
internal abstract record Literal
{
    private Literal()
    {
    }

    /// <summary>What people call such a value.</summary>
    public abstract string Kind { get; }

    /// <summary>A string.</summary>
    public sealed record Text(string Value) : Literal
    {
        public override string Kind => "a string";
    }

    /// <summary>An integer or a float; <paramref name="Source"/> is as it was written.</summary>
    public sealed record Number(double Value, string Source) : Literal
    {
        public override string Kind => "a number";
    }

    /// <summary><c>True</c> or <c>False</c>.</summary>
    public sealed record Truth(bool Value) : Literal
    {
        public override string Kind => "a truth value";
    }

    /// <summary><c>None</c>.</summary>
    public sealed record None : Literal
    {
        public override string Kind => "None";
    }

    /// <summary>A list or a tuple.</summary>
    public sealed record Sequence(IReadOnlyList<Literal> Items) : Literal
    {
        public override string Kind => "a list";
    }
}
