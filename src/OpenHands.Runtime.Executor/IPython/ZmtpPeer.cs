namespace OpenHands.Execution.IPython;

/// <summary>What we are at one end of a connection, and whom we expect at the other.</summary>
/// <param name="SocketType">Our socket type, as ZMTP names it.</param>
/// <param name="Partners">The types that may answer it.</param>
/// <param name="SubscribesToAll">Whether to ask for every topic at once.</param>
internal sealed record ZmtpPeer(string SocketType, IReadOnlyList<string> Partners, bool SubscribesToAll)
{
    public static readonly ZmtpPeer Dealer = new("DEALER", ["ROUTER", "REP", "DEALER"], SubscribesToAll: false);

    public static readonly ZmtpPeer Subscriber = new("SUB", ["PUB", "XPUB"], SubscribesToAll: true);
}
