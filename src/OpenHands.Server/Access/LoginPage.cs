using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenHands.Server.Http;

namespace OpenHands.Server.Access;

/// <summary>Where somebody with a browser types the key, since browsers cannot be told to send a header.</summary>
internal sealed class LoginPage(AccessRules rules)
{
    private const int LongestForm = 4096;

    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/login").ExcludeFromDescription().WithMetadata(new ServerEndpoint(ServerAccess.Everybody));
        group.MapGet("", context => ShowAsync(context, StatusCodes.Status200OK, ""));
        group.MapPost("", (HttpContext context, LoginPage page) => page.EnterAsync(context)).DisableAntiforgery();
    }

    /// <summary>Shows the form.</summary>
    public static Task ShowAsync(HttpContext context, int status, string notice)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        return context.Response.WriteAsync(
            $$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>OpenHands</title>
            <style>body{font:16px sans-serif;margin:20vh auto;max-width:20em}input,button{font:inherit;width:100%;margin:.5em 0;padding:.4em;box-sizing:border-box}</style>
            <form method="post" action="/login"><label>Key of this server<input type="password" name="key" autocomplete="current-password" autofocus required></label>
            <button>Enter</button><p role="alert">{{notice}}</p></form></html>
            """,
            context.RequestAborted);
    }

    private async Task EnterAsync(HttpContext context)
    {
        if (rules.WhyRefused(context) is { } why)
        {
            await ApiErrors.WriteErrorAsync(context, StatusCodes.Status403Forbidden, why);
            return;
        }

        var isForm = context.Request.HasFormContentType && context.Request.ContentLength is <= LongestForm;
        var given = isForm ? (await context.Request.ReadFormAsync(context.RequestAborted))["key"].ToString() : "";
        if (!rules.IsKey(given))
        {
            await ShowAsync(context, StatusCodes.Status403Forbidden, "That is not the key of this server.");
            return;
        }

        context.Response.Cookies.Append(AccessRules.KeyCookie, rules.CookieValue, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(30),
        });
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }
}
