namespace OpenHands.Agents;

/// <summary>How a model says what it wants to do.</summary>
public enum ModelDialect
{
    /// <summary>It calls functions, as the endpoint's protocol has them.</summary>
    Tools,

    /// <summary>It writes tags into its answer, such as <c>&lt;execute_bash&gt;</c>, as agents of OpenHands 0.9.3 did. Any model can.</summary>
    Text,
}
