namespace OpenHands.Server.Http;

/// <summary>Marks an endpoint as one of this server's, and says who may call it. Of several marks the last one counts.</summary>
internal sealed record ServerEndpoint(ServerAccess Access);
