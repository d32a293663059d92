using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using OpenHands.Server.Access;

namespace OpenHands.Server.Http;

/// <summary>Serves the web client: its files, and its first page for addresses that it makes up itself.</summary>
internal static class StaticPages
{
    public static void Use(WebApplication app, string directory)
    {
        var files = new PhysicalFileProvider(Path.GetFullPath(directory));
        app.Use(AskForKeyAsync);
        app.Use((context, next) =>
        {
            LeadToFirstPage(context, files);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = SayCharacterSet });
        app.Use((context, next) => context.GetEndpoint() is null
            ? ApiErrors.Detail(StatusCodes.Status404NotFound, "Not Found").ExecuteAsync(context)
            : next(context));
    }

    private static Task AskForKeyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null || context.RequestServices.GetRequiredService<AccessRules>().HasKey(context.Request))
        {
            return next(context);
        }

        return LoginPage.ShowAsync(context, StatusCodes.Status401Unauthorized, "");
    }

    // An address without an extension is one of the client's own; a file that is missing stays missing, since scripts look for it.
    private static void LeadToFirstPage(HttpContext context, PhysicalFileProvider files)
    {
        var path = context.Request.Path;
        if (context.GetEndpoint() is null
            && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && !Path.HasExtension(path.Value)
            && !path.StartsWithSegments("/api")
            && !path.StartsWithSegments("/ws")
            && !files.GetFileInfo(path.Value ?? "/").Exists)
        {
            context.Request.Path = "/index.html";
        }
    }

    private static void SayCharacterSet(StaticFileResponseContext context)
    {
        var headers = context.Context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (headers.ContentType.ToString() is { } type && type.StartsWith("text/", StringComparison.Ordinal) && !type.Contains("charset", StringComparison.Ordinal))
        {
            headers.ContentType = $"{type}; charset=utf-8";
        }
    }
}
