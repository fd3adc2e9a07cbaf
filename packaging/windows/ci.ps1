# Builds the installer on a Windows runner and tries it: install, tour, upgrade, remove; each silent, as Intune does it.
#   powershell -ExecutionPolicy Bypass -File packaging\windows\ci.ps1 [-Python ZIP] [-Older MSI]
# Needs administrator's rights, Python 3.11 on the PATH, and WiX 3 (candle, light) or wixl. -Python: the embeddable Python
# 3.11 for Windows, fetched from its publisher when it is not given; its programs must bear the publisher's signature.
# -Older: an installer of an older version to upgrade from; without it the same is built a second time under a lower number.
param([string] $Python = "", [string] $Older = "", [string] $Embedded = "3.11.9")

$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$work = Join-Path (Get-Location) "build\windows"
New-Item -ItemType Directory -Force $work | Out-Null
$programs = Join-Path $env:ProgramFiles "Triage"
$failed = @()

function Say([string] $words, [bool] $held) {
    if ($held) { Write-Host "  held    $words" } else { Write-Host "  FAILED  $words"; $script:failed += $words }
}

function Run([string] $program, [string[]] $words) {
    & $program @words
    if ($LASTEXITCODE -ne 0) { throw "$program $words ended with status $LASTEXITCODE" }
}

# The installer's own status: 0 done, 3010 done and a restart is wanted.
function Install([string[]] $words, [string] $log) {
    $ended = Start-Process msiexec -ArgumentList ($words + @("/qn", "/norestart", "/l*v", (Join-Path $work $log))) -Wait -PassThru
    return $ended.ExitCode -in 0, 3010
}

function Installed {
    $keys = "HKLM:\Software\Microsoft\Windows\CurrentVersion\Uninstall\*"
    return @(Get-ItemProperty $keys -ErrorAction SilentlyContinue | Where-Object { $_.DisplayName -eq "Triage" })
}

Write-Host "Python for Windows"
if (-not $Python) {
    $Python = Join-Path $work "python-embed.zip"
    Invoke-WebRequest "https://www.python.org/ftp/python/$Embedded/python-$Embedded-embed-amd64.zip" -OutFile $Python
}
$runtime = Join-Path $work "runtime"
if (Test-Path $runtime) { Remove-Item -Recurse -Force $runtime }
Expand-Archive $Python $runtime
foreach ($name in "python.exe", "pythonw.exe", "python311.dll") {
    $signed = Get-AuthenticodeSignature (Join-Path $runtime $name)
    $by = $signed.SignerCertificate.Subject
    if ($signed.Status -ne "Valid" -or $by -notmatch "Python Software Foundation") {
        throw "$name does not bear the Python Software Foundation's signature ($($signed.Status))."
    }
}

Write-Host "Built"
Run python @("-m", "venv", "build\windows\venv")
$own = "build\windows\venv\Scripts\python.exe"
Run $own @("-m", "pip", "install", "-q", "--require-hashes", "--only-binary", ":all:", "-r", "requirements\dev.lock")
Run $own @("-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--editable", ".")
Run $own @("packaging\windows\msi.py", "--python", $runtime)
$msi = (Get-ChildItem dist\triage_*_x64.msi | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
if (-not $Older) {
    Run $own @("packaging\windows\msi.py", "--python", $runtime, "--version", "0.0.1", "--out", "build\windows\older")
    $Older = (Get-ChildItem build\windows\older\triage_*_x64.msi | Select-Object -Last 1).FullName
}

Write-Host "Installed silently"
Say "the older version installs" (Install @("/i", "`"$Older`"") "install.log")
Say "one Triage is listed" ((Installed).Count -eq 1)
Say "both shortcuts are there" (@(Get-ChildItem "$env:ProgramData\Microsoft\Windows\Start Menu\Programs" -Filter "Triage*.lnk").Count -eq 2)

Write-Host "Used"
$env:QT_QPA_PLATFORM = "offscreen"
& "$programs\bin\triagec.exe" training --offscreen --tour --shots (Join-Path $work "tour")
Say "every step of the tour holds" ($LASTEXITCODE -eq 0)
$store = Join-Path $env:LOCALAPPDATA "triage"
New-Item -ItemType Directory -Force $store | Out-Null
Set-Content (Join-Path $store "kept-by-upgrades") "1"

Write-Host "Set by policy"
$policy = "HKLM:\Software\Policies\Triage"
New-Item -Force $policy | Out-Null
New-ItemProperty -Force $policy -Name gateway_url -Value "https://triage.force.example" | Out-Null
$told = & "$programs\bin\triagec.exe" settings explain | Out-String
Say "settings explain names the policy and its value" ($told -match "triage.force.example" -and $told -match "Policies")
Remove-Item -Recurse $policy

Write-Host "Upgraded"
Say "the newer version installs over it" (Install @("/i", "`"$msi`"") "upgrade.log")
$version = (Get-ItemProperty HKLM:\Software\Triage).Version
$listed = @(Installed)
Say "one Triage is listed, with the newer number ($version)" ($listed.Count -eq 1 -and $listed[0].DisplayVersion -eq $version)
Say "what the person has stays" (Test-Path (Join-Path $store "kept-by-upgrades"))
Say "the older version is refused over it" (-not (Install @("/i", "`"$Older`"") "downgrade.log"))
& "$programs\bin\triagec.exe" training --offscreen --tour --shots (Join-Path $work "tour")
Say "every step of the tour holds after the upgrade" ($LASTEXITCODE -eq 0)

Write-Host "Removed"
Say "it can be removed" (Install @("/x", "`"$msi`"") "remove.log")
Say "no program is left" (-not (Test-Path $programs))
Say "nothing is listed, no key is left" ((Installed).Count -eq 0 -and -not (Test-Path HKLM:\Software\Triage))
Say "what the person has stays until it is erased" (Test-Path (Join-Path $store "kept-by-upgrades"))

if ($failed) { throw "Failed: $($failed -join '; ')" }
Write-Host "All held: $msi"
