using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OpenHands.Server.UI;

/// <summary>Answers requests for the page.</summary>
internal sealed class PageEndpoint(PageFiles files)
{
    // Stands in the first page where the number goes that allows its style sheets; another one for each answer.
    private const string NoncePlace = "__NONCE__";

    private readonly string? _firstPage = files.Find("index.html") is { } page ? Encoding.UTF8.GetString(Expand(page.Gzip)) : null;

    /// <summary>The page, or one that says how to build it.</summary>
    public Task ServeFirstPageAsync(HttpContext context)
    {
        var request = context.Request;

        // Its addresses are relative to the directory that it is in.
        if (request.Path.Value is { Length: > 1 } path && !path.EndsWith('/'))
        {
            context.Response.Redirect($"{request.PathBase}{path}/{request.QueryString}");
            return Task.CompletedTask;
        }

        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        SetHeaders(context.Response.Headers, nonce);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        if (_firstPage is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        var bytes = Encoding.UTF8.GetBytes((_firstPage ?? MissingPage).Replace(NoncePlace, nonce, StringComparison.Ordinal));
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>A file that the page refers to.</summary>
    public Task ServeFileAsync(HttpContext context)
    {
        var values = context.Request.RouteValues;
        var isAsset = !values.ContainsKey("extension");
        var name = isAsset ? $"assets/{values["file"]}" : string.Create(CultureInfo.InvariantCulture, $"{values["file"]}.{values["extension"]}");
        var response = context.Response;
        if (name == "index.html" || files.Find(name) is not { } file)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        SetHeaders(response.Headers, nonce: null);

        // The names of assets change with what they hold.
        response.Headers.CacheControl = isAsset ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch.Contains(file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        return SendAsync(context, file);
    }

    private static Task SendAsync(HttpContext context, PageFile file)
    {
        var response = context.Response;
        var bytes = file.Gzip;
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
        }
        else
        {
            bytes = Expand(bytes);
        }

        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static void SetHeaders(IHeaderDictionary headers, string? nonce)
    {
        // The terminal colours its text by style attributes, and pictures come as data; nothing else is taken from anywhere but here.
        headers.ContentSecurityPolicy = nonce is null
            ? "default-src 'none'"
            : $"default-src 'none'; script-src 'self'; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
                + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
    }

    private static byte[] Expand(byte[] gzip)
    {
        using var expanded = new MemoryStream();
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        stream.CopyTo(expanded);
        return expanded.ToArray();
    }

    private const string MissingPage =
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>OpenHands</title>
        <style nonce="__NONCE__">:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:34em;padding:0 1em}code{font-family:ui-monospace,monospace}</style>
        <h1>The page has not been built</h1>
        <p>The server runs, and its WebSocket and HTTP interface work. Its web page was left out because Node.js was not there when it was built.</p>
        <p>Install Node.js 20.19 or later, then build again: <code>dotnet build src/OpenHands.Server.UI -c Release</code></p></html>
        """;
}
