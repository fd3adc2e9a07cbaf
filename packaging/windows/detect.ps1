# Intune detection: Triage counts as installed when it is this version or a newer one. Set the number of the app that is assigned.
$wanted = [version] "0.1.0"
$told = (Get-ItemProperty "HKLM:\Software\Triage" -ErrorAction SilentlyContinue).Version
if ($told -and ([version] $told) -ge $wanted -and (Test-Path (Join-Path $env:ProgramFiles "Triage\bin\triage.exe"))) {
    Write-Output "Triage $told"
    exit 0
}
exit 1
