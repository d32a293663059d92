namespace OpenHands.Server;

/// <summary>Makes security analyzers of one kind. Clients name it in <c>initialize</c>; register one with the services of the application.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public interface ISecurityAnalyzerFactory
{
    /// <summary>The name that clients and configurations use, such as <c>rules</c>.</summary>
    string Name { get; }

    /// <summary>Makes an analyzer for one session, which disposes it when it is disposable.</summary>
    /// <param name="sessionId">The session.</param>
    ISecurityAnalyzer Create(string sessionId);
}
