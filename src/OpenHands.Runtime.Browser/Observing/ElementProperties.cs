using System.Buffers;
using System.Text.Json;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Observing;

/// <summary>Gives ids to elements and tells where they are: the <c>extra_element_properties</c> of an observation.</summary>
internal static class ElementProperties
{
    /// <summary>Names all elements of a page and describes those that are laid out.</summary>
    /// <param name="frames">The page.</param>
    /// <param name="ids">Receives the ids; the frames were begun.</param>
    /// <param name="viewport">The size of the view.</param>
    /// <returns>The ids by frame and Chromium's number, and the properties as JSON.</returns>
    public static (Dictionary<(string FrameId, long BackendNodeId), string> Bids, JsonPayload Json) Describe(FrameTree frames, ElementIds ids, (double Width, double Height) viewport)
    {
        var bids = new Dictionary<(string, long), string>();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var document in frames.Documents)
            {
                var origin = frames.OriginOf(document);
                for (var node = 0; node < document.Types.Length; node++)
                {
                    if (document.Types[node] == 1 && !document.IsInternal[node] && !document.Names[node].StartsWith("::", StringComparison.Ordinal))
                    {
                        var bid = ids.Name(document.FrameId, document.BackendIds[node]);
                        bids[(document.FrameId, document.BackendIds[node])] = bid;
                        if (document.Boxes.TryGetValue(node, out var box))
                        {
                            Write(writer, bid, box with { X = box.X - document.ScrollX + origin.X, Y = box.Y - document.ScrollY + origin.Y }, document.Clickable.Contains(node), viewport);
                        }
                    }
                }

                ids.EndFrame(document.FrameId);
            }

            writer.WriteEndObject();
        }

        return (bids, Json.Payload(buffer));
    }

    private static void Write(Utf8JsonWriter writer, string bid, DomBox box, bool isClickable, (double Width, double Height) viewport)
    {
        var visibility = Visibility(box, viewport);
        writer.WriteStartObject(bid);
        writer.WriteNumber("visibility", visibility);
        writer.WriteStartArray("bbox");
        writer.WriteNumberValue(Math.Round(box.X, 2));
        writer.WriteNumberValue(Math.Round(box.Y, 2));
        writer.WriteNumberValue(Math.Round(box.Width, 2));
        writer.WriteNumberValue(Math.Round(box.Height, 2));
        writer.WriteEndArray();
        writer.WriteBoolean("clickable", isClickable);
        writer.WriteBoolean("set_of_marks", isClickable && visibility >= 0.5);
        writer.WriteEndObject();
    }

    // How much of it lies in the view.
    private static double Visibility(DomBox box, (double Width, double Height) viewport)
    {
        if (!box.IsShown || box.Width <= 0 || box.Height <= 0)
        {
            return 0;
        }

        var width = Math.Min(box.X + box.Width, viewport.Width) - Math.Max(box.X, 0);
        var height = Math.Min(box.Y + box.Height, viewport.Height) - Math.Max(box.Y, 0);
        return Math.Round(Math.Max(width, 0) * Math.Max(height, 0) / (box.Width * box.Height), 2);
    }
}
