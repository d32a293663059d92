using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenHands.Server.UI;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the web page to an application.</summary>
public static class OpenHandsUIExtensions
{
    /// <summary>
    /// Serves the web page at an address of the application. It speaks to <c>/ws</c> and <c>/api</c> of the same origin, so the application usually has
    /// <c>MapOpenHands</c> too. The page itself holds no secret and is given to everybody who reaches the application; what it does is for the server to allow.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where the page is: <c>/</c>, the default, or a path such as <c>/agents</c>.</param>
    /// <returns>The page's endpoints, for conventions of the application's own, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> does not begin with a slash.</exception>
    public static IEndpointConventionBuilder MapOpenHandsUI(this IEndpointRouteBuilder endpoints, string path = "/") => Map(endpoints, path, PageFiles.Embedded);

    internal static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, PageFiles files)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        if (!path.StartsWith('/'))
        {
            throw new ArgumentException($"The path of the page must begin with a slash; '{path}' does not.", nameof(path));
        }

        var page = new PageEndpoint(files);
        var group = endpoints.MapGroup(path.TrimEnd('/')).ExcludeFromDescription();
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        group.MapMethods("/", methods, (RequestDelegate)page.ServeFirstPageAsync);
        group.MapMethods("/{file}.{extension}", methods, (RequestDelegate)page.ServeFileAsync);
        group.MapMethods("/assets/{file}", methods, (RequestDelegate)page.ServeFileAsync);
        return group;
    }
}
