using Microsoft.Extensions.Logging;
using OpenHands.Security;

namespace OpenHands.Server.Security;

/// <summary>Gives each session that chooses <c>rules</c> an analyzer of its own, so that one user's policy is not another's.</summary>
internal sealed class RulesAnalyzerFactory(ILoggerFactory loggerFactory, SecurityPolicy? policy = null) : ISecurityAnalyzerFactory
{
    public string Name => RulesAnalyzer.AnalyzerName;

    public ISecurityAnalyzer Create(string sessionId) => new RulesAnalyzer(policy, loggerFactory);
}
