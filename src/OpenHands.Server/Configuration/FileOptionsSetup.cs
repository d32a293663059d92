using Microsoft.Extensions.Options;

namespace OpenHands.Server.Configuration;

/// <summary>Sets what may be uploaded as a configuration says.</summary>
internal sealed class FileOptionsSetup(OpenHandsConfiguration configuration) : IConfigureOptions<WorkspaceFileOptions>
{
    public void Configure(WorkspaceFileOptions options)
    {
        options.MaxUploadBytes = configuration.FileUploadsMaxFileSizeMb * 1024L * 1024;
        if (configuration.FileUploadsRestrictFileTypes)
        {
            foreach (var extension in configuration.FileUploadsAllowedExtensions)
            {
                options.AllowedExtensions.Add(extension);
            }
        }
    }
}
