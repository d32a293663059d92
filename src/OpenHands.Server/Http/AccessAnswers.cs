using Microsoft.AspNetCore.Http;

namespace OpenHands.Server.Http;

/// <summary>What is answered before an endpoint runs, for the description of the interface: see <see cref="Access.AccessMiddleware"/>.</summary>
internal static class AccessAnswers
{
    private static readonly AnswerDescription s_missingToken = new(StatusCodes.Status401Unauthorized, typeof(ErrorBody), "The token is missing, expired or not of this server.");

    private static readonly AnswerDescription s_refused = new(
        StatusCodes.Status403Forbidden, typeof(ErrorBody), "The server is called by a name that is not its own, from a page that may not connect, or without its key.");

    private static readonly AnswerDescription s_noSession = new(StatusCodes.Status404NotFound, typeof(ErrorBody), "The session of the token is not live.");

    private static readonly AnswerDescription s_tooMany = new(StatusCodes.Status429TooManyRequests, typeof(ErrorBody), "The address asks more than RequestsPerSecond.")
    {
        Header = ("Retry-After", "After how many seconds it may ask again."),
    };

    /// <summary>Those of an endpoint.</summary>
    public static IEnumerable<AnswerDescription> Of(ServerAccess access, ServerOptions options) =>
    [
        .. access == ServerAccess.Everybody ? (AnswerDescription[])[] : [s_refused],
        .. access == ServerAccess.Session ? (AnswerDescription[])[s_missingToken, s_noSession] : [],
        .. options.RequestsPerSecond is null ? (AnswerDescription[])[] : [s_tooMany],
    ];
}
