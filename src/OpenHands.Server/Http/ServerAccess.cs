namespace OpenHands.Server.Http;

/// <summary>Who may call an endpoint of the server.</summary>
internal enum ServerAccess
{
    /// <summary>Whoever can reach it: it says nothing that is worth a secret.</summary>
    Everybody,

    /// <summary>Whoever knows the key, if there is one; by a known name and from a known page.</summary>
    Client,

    /// <summary>Such a client with the token of a live session.</summary>
    Session,

    /// <summary>Such a client, or one that brings the key as a bearer token, since programs often know no other header.</summary>
    Program,
}
